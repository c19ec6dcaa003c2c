import { compileScenario } from '../topics/compile-scenario.js';
import type { Scenario } from '../topics/scenario.js';
import { ScenarioSource } from '../topics/scenario-file.js';

const STEMS = [...'甲乙丙丁戊己庚辛'];
/** Rules that `compileScenario` and `findFaults` may be asked for. */
export const COMMON_RULES: Readonly<Record<string, string>> = {
  'hotline-hours': '客服热线全天有人接听',
  'receipt-kept': '回单可以在手机银行里保存',
};

/** Versions of one thing to say that differ in one character each. */
export function versions(text: string, count = 6): string[] {
  return STEMS.slice(0, count).map((stem) => `${stem}${text}`);
}

type ScenarioInput = Parameters<typeof ScenarioSource.parse>[0] & Record<string, unknown>;

/**
 * A small scenario that has everything once: a fact of each owner (told: `amount`, `sent`, `channel`; kept back: `purpose`; only in the
 * records: `fee`; following from it: `doubled`), two causes, and enough to fill a call. Tests name only what they are about.
 */
export function aScenarioSource(changes: Record<string, unknown> = {}): ScenarioSource {
  return ScenarioSource.parse({ ...EVERYTHING_ONCE, ...changes });
}

export function aScenario(changes: Record<string, unknown> = {}): Scenario {
  return compileScenario(aScenarioSource(changes), COMMON_RULES);
}

const FOUND = { after: ['look-up'], reply: versions('知道了，原来是这样。') };

const EVERYTHING_ONCE = {
  id: 'small-case',
  topic: 'other',
  research: 'none',
  title: '小事一桩',
  matter: '转账没到的事',
  description: '客户<sent:spoken>用<channel>转了<amount:spoken>，对方没收到。',
  goal: '弄清楚钱去了哪儿，为的是<purpose>。',
  emotion: { family: 'anxious', start: [1, 3] },
  facts: {
    amount: { type: 'money', min: 1000, max: 9000, step: 100 },
    sent: { type: 'date', ago: [1, 3] },
    channel: { type: 'choice', of: ['手机银行', '网点柜台', { value: '自助机器', if: 'persona.age>=60' }] },
    purpose: { type: 'choice', of: ['孩子上学', '老人看病'] },
    fee: { type: 'money', min: 5, max: 45, step: 5 },
    doubled: { type: 'computed', as: 'money', expr: 'fee * 2' },
  },
  identity: { for: '查您的转账记录', asks: ['surname', 'phone_tail'] },
  knows: ['<sent:spoken>用<channel>转了<amount:spoken>', '这笔钱是为了<purpose>'],
  unknown: ['为什么没到'],
  policy: ['转账查询要等2个工作日', { use: 'receipt-kept' }],
  openings: [
    ...versions('，我转账没到，帮我看看。'),
    { say: '急死人了，钱怎么还没到。', if: 'hot' },
    { say: '我转了<amount:spoken>，还没到。', tells: ['amount'] },
  ],
  causes: {
    late: {
      weight: 2,
      outcome: 'solved',
      records: ['<sent>转出<amount>，收费<fee>', '状态为处理中'],
      spine: ['ask-channel', 'look-up', 'found-late', 'tell-wait'],
      resolution: '钱今天就会转出',
    },
    lost: {
      outcome: 'escalated',
      records: ['<sent>转出<amount>，收费<fee>', '对方银行没有回执'],
      spine: ['ask-channel', 'look-up', 'found-lost', 'file-ticket'],
      resolution: '已经登记查询',
    },
  },
  beats: {
    'restate-case': { do: 'RP', say: versions('意思是钱转出去了对方没见着，对吗？'), reply: versions('对，就是这样。') },
    'restate-worry': { do: 'RP', say: versions('说到底您怕耽误事，是吧？'), reply: versions('是啊，怕耽误。') },
    'restate-end': {
      do: 'RP',
      after: ['look-up'],
      say: versions('也就是先按查到的等消息，对吧？'),
      reply: versions('嗯，先这样等着。'),
    },
    'ask-channel': {
      do: 'PR',
      asks: ['channel'],
      say: versions('当时是从哪里转的呢？'),
      reply: ['甲是<channel>转的。', '乙在<channel>办的。', '丙记得是<channel>。'],
      vague: versions('记不太清了啊。'),
      again: versions('再想想是哪个渠道转的？'),
    },
    'ask-purpose': { do: 'PR', asks: ['purpose'], say: versions('方便说说是什么用途吗？'), reply: versions('是为了<purpose>呗。') },
    'calm-worry': { do: 'EM', say: versions('钱在路上看不见，心里着急是自然的。'), reply: versions('可不是嘛，急啊。') },
    'calm-more': { do: 'EM', say: versions('为这事跑前跑后，确实累人。'), reply: versions('唉，是挺累的。') },
    'look-up': { do: 'RI', say: versions('我在系统里查这笔记录，请稍候。'), reply: versions('行，那我等着。') },
    'found-late': { do: 'ID', ...FOUND, say: versions('系统显示这笔还在处理，收费是<fee>。') },
    'found-lost': { do: 'ID', ...FOUND, say: versions('系统里没有对方的回执，收费是<fee>。') },
    'tell-wait': { do: 'PS', after: ['found-late'], say: versions('可以先等等，再看一眼余额。'), reply: versions('那我等等看吧。') },
    'file-ticket': {
      do: 'RI',
      after: ['found-lost'],
      say: versions('查询工单已经替您提交好了。'),
      reply: versions('嗯，提交了就好。'),
    },
    'tell-fee': {
      do: 'ID',
      after: ['look-up'],
      say: versions('两次一共会收<doubled>的费用。'),
      reply: versions('哦，收这么多啊。'),
    },
    'keep-receipt': { do: 'PS', after: ['look-up'], say: versions('建议先把回单存下来。'), reply: versions('好，我存一下。') },
  },
  questions: {
    'how-long': {
      label: '还要等多久',
      after: ['look-up'],
      ask: versions('还要等多久啊？'),
      answer: { ID: versions('查询要等2个工作日。') },
    },
    'who-pays': {
      label: '费用谁出',
      after: ['look-up'],
      ask: versions('这个费用谁出啊？'),
      answer: { ID: versions('费用由转出一方承担。') },
    },
    'what-now': { label: '现在怎么办', ask: versions('那我现在怎么办呢？'), answer: { PS: versions('可以先看看手机里的记录。') } },
    'call-them': {
      label: '要不要找对方银行',
      upon: ['found-late', 'found-lost'],
      ask: versions('要不要问问对方银行？'),
      answer: { PS: versions('可以请收款人问一声他的开户行。'), ID: versions('对方银行也能查到这笔。') },
    },
    'send-note': {
      label: '能不能发条短信',
      after: ['look-up'],
      ask: versions('能给我发条短信吗？'),
      answer: { RI: versions('短信提醒已经给您设好了。') },
    },
    'open-hours': {
      label: '热线几点有人',
      open: true,
      ask: versions('热线几点有人啊？'),
      answer: { ID: versions('热线全天都有人接听。') },
    },
  },
  worries: {
    'not-back': { label: '怕钱回不来', voice: versions('我就怕钱回不来。'), soothe: versions('怕这笔钱回不来，这份担心谁都会有。') },
    'lost-face': { label: '没法交代', voice: versions('我没法跟人交代啊。'), soothe: versions('夹在中间没法交代，确实难受。') },
  },
  demands: {
    'pay-first': {
      text: '要求银行先垫钱',
      after: ['look-up'],
      make: versions('你们先把钱垫给我吧。'),
      refuse: versions('银行不能先垫，可以帮您催一催。'),
      push: versions('凭什么不能垫啊。'),
      hold: { EM: versions('听得出您着急，垫付确实做不到。'), ID: versions('垫付不在规则里，查询可以加急。') },
      yield: versions('行吧，那就算了。'),
    },
  },
  feedback: versions('刚才说的这些，您看清楚了吗？'),
  follow: versions('之后有结果会打电话告诉您。'),
  wishes: versions('祝您事事顺心'),
} satisfies ScenarioInput;
