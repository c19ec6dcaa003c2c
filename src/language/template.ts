/** A piece of a template: literal text, a slot such as `<amount:spoken>`, or inline alternatives `<哎|喂|>`. */
export type Segment = string | { slot: string } | { options: Template[] };
export type Template = readonly Segment[];

/**
 * Parses authored text: `<name>` is a slot, `<a|b|>` alternatives (nesting allowed, empty allowed).
 * @throws SyntaxError when angle brackets do not match
 */
export function parseTemplate(source: string): Template {
  if (!/[<>]/.test(source)) return source === '' ? [] : [source];
  let position = 0;
  const parseUntil = (stops: string): Template => {
    const segments: Segment[] = [];
    let text = '';
    while (position < source.length && !stops.includes(source[position] as string)) {
      const character = source[position++] as string;
      if (character === '>') throw new SyntaxError(`">" without "<" in "${source}"`);
      if (character !== '<') {
        text += character;
        continue;
      }
      if (text) segments.push(text);
      text = '';
      const options = [parseUntil('|>')];
      while (source[position] === '|') {
        position++;
        options.push(parseUntil('|>'));
      }
      if (source[position] !== '>') throw new SyntaxError(`"<" is not closed in "${source}"`);
      position++;
      const [only] = options;
      if (options.length > 1) segments.push({ options });
      else if (only?.length === 1 && typeof only[0] === 'string') segments.push({ slot: only[0] });
      else throw new SyntaxError(`"<…>" needs a slot name or alternatives in "${source}"`);
    }
    if (text) segments.push(text);
    return segments;
  };
  return parseUntil('');
}

/** Names of all slots in a template, as written (`amount:spoken`, `payee.use`). */
export function slotsOf(template: Template): string[] {
  return template.flatMap((segment) => {
    if (typeof segment === 'string') return [];
    return 'slot' in segment ? [segment.slot] : segment.options.flatMap(slotsOf);
  });
}

/**
 * Renders a template.
 * @param fill gives the text of a slot
 * @param choose gives which of `count` alternatives is taken
 */
export function renderTemplate(template: Template, fill: (slot: string) => string, choose: (count: number) => number): string {
  let text = '';
  for (const segment of template) {
    if (typeof segment === 'string') text += segment;
    else if ('slot' in segment) text += fill(segment.slot);
    else text += renderTemplate(segment.options[choose(segment.options.length)] as Template, fill, choose);
  }
  return text;
}
