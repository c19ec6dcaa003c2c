import type { PhraseBook } from '../engine/offline/phrase-book.js';
import { compilePool, type LineSource } from '../language/line.js';
import { versions } from './a-scenario.js';

/** A small phrase book with every pool the offline engine asks for; pools can be replaced by name. */
export function aPhraseBook(changes: Readonly<Record<string, readonly LineSource[]>> = {}): PhraseBook {
  const poolOf = (side: string, special: Readonly<Record<string, readonly LineSource[]>>) => (id: string) =>
    compilePool(id, changes[id] ?? special[id] ?? versions(`${side}的场面话${[...id].length}`));
  return {
    supporter: poolOf('客服', SUPPORTER),
    customer: poolOf('客户', CUSTOMER),
    directions: (id) => compilePool(id, [`按${id}来说：<label><demand>`]),
    speech: {
      customer: {
        hesitations: [['嗯，', '']],
        agreements: [['对，', '是，']],
        shortestVaried: 5,
        particles: { never: /再见$/, rules: [{ asking: false, after: /.{4,}/, add: ['啊'] }] },
        badNews: /没通过/,
        calming: /放心/,
      },
      formulas: /换谁|很正常/g,
      restating: { starts: [['您是说，', '也就是说，']], ends: [['，对吗？', '，是吧？']] },
    },
    tangents: [
      {
        id: 'door-bell',
        label: '有人敲门',
        condition: null,
        voice: compilePool('tangents/door-bell/voice', versions('等一下，有人敲门。')),
        return: compilePool('tangents/door-bell/return', versions('没关系，您先开门，我等着。')),
        reply: compilePool('tangents/door-bell/reply', versions('好了，接着说吧。')),
      },
    ],
  };
}

const SUPPORTER: Readonly<Record<string, readonly LineSource[]>> = {
  greeting: versions('您好，请问有什么可以帮您？'),
  'identity-ask': versions('为了安全，我<for>之前，请报一下<asks>。'),
  'identity-missing': versions('还差<missing>，请您补一下。'),
  'restate-question': versions('您想问的是<label>，对吗？'),
  'verified-prefix': versions('核对好了，'),
  close: versions('谢谢您来电，<wish>，再见。'),
};

const CUSTOMER: Readonly<Record<string, readonly LineSource[]>> = {
  'identity-surname-phone_tail': versions('姓<surname>，手机<phone_tail>。'),
  'identity-partial': versions('姓<surname>。'),
  'identity-rest': versions('<value>。'),
  'ack-RP': versions('对。'),
  'ack-ID': versions('知道了。'),
  'ack-RI': versions('嗯，行。'),
  'ack-RC': versions('好的。'),
  'ack-OT': versions('哦。'),
  'ack-EM': versions('唉。'),
  'nothing-more': versions('没别的事了。'),
  'more-first': versions('还有个事，'),
  'give-up': versions('算了，不说了。'),
  bye: versions('再见。'),
  link: versions('那，'),
  'link-react': versions('哎，'),
  filler: versions('那个，'),
  opener: versions('喂，'),
};
