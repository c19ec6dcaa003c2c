import { jsonrepair } from 'jsonrepair';
import type { z } from 'zod';

export type ReadReply<T> = { ok: true; value: T } | { ok: false; error: string };

/**
 * The JSON object in a model's reply, parsed with a schema. Repaired where that is safe: code fences, talk around the object, small faults of
 * syntax. Nothing is guessed about values: that is the schema's business.
 */
export function readReply<T>(text: string, schema: z.ZodType<T>): ReadReply<T> {
  if (text.trim() === '') return { ok: false, error: '回复是空的' };
  const candidate = objectIn(text);
  if (candidate === null) return { ok: false, error: '回复里没有 JSON 对象' };
  const parsed = parse(candidate);
  if (parsed === undefined) return { ok: false, error: '回复不是合格的 JSON' };
  const result = schema.safeParse(parsed);
  if (result.success) return { ok: true, value: result.data };
  const [issue] = result.error.issues;
  return { ok: false, error: `${issue?.path.join('.') || '对象'}：${issue?.message ?? '不合格'}` };
}

/** From the first brace to the last one, inside a fence or outside. */
function objectIn(text: string): string | null {
  const fenced = /```(?:json)?\s*([\s\S]*?)```/.exec(text)?.[1] ?? text;
  const start = fenced.indexOf('{');
  if (start < 0) return null;
  const end = fenced.lastIndexOf('}');
  return end > start ? fenced.slice(start, end + 1) : fenced.slice(start);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    try {
      return JSON.parse(jsonrepair(text));
    } catch {
      return undefined;
    }
  }
}
