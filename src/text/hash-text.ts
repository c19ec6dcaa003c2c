import { mix } from '../random/stream.js';

/** 64 bits of a text as two unsigned words: two multiplicative lanes over its UTF-16 units that are mixed into each other at the end. */
export function hashText(text: string): [number, number] {
  let a = 0x243f6a88;
  let b = 0x85a308d3;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x9e3779b1);
    b = Math.imul(b ^ unit, 0x5f356495);
  }
  return [mix(a ^ (b >>> 15)), mix(b ^ (a >>> 13))];
}
