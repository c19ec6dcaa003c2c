import { LANGUAGES, type Term } from './terms.js';

/** HTML that is safe to stand in the page as it is. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Content = Markup | Term | string | number | null | readonly Content[];

/** Template tag: what is put in is escaped, unless it is markup; a term becomes two spans of which the style sheet shows one. */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(strings.reduce((text, part, place) => text + rendered(contents[place - 1] ?? null) + part));
}

function rendered(content: Content): string {
  if (content === null) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'string' || typeof content === 'number') return escaped(String(content));
  if (Array.isArray(content)) return (content as readonly Content[]).map(rendered).join('');
  const { zh, en } = content as Term;
  if (zh === en) return escaped(zh);
  return LANGUAGES.map((language) => `<span lang="${language}">${escaped((content as Term)[language])}</span>`).join('');
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] as string);
}
