import { describe, expect, it } from 'vitest';
import { type ConditionContext, parseCondition } from './condition.js';

const VALUES: Readonly<Record<string, string | number>> = {
  cause: 'night-batch',
  'persona.age': 61,
  'persona.children': '上学',
  'fact.amount': '2600',
  'fact.payee': '房东',
};
const MOMENT: ConditionContext = {
  flag: (name) => name === 'hot',
  said: (id) => ['look-up', 'in-term'].includes(id),
  value: (name) => VALUES[name],
};
const holds = (source: string) => parseCondition(source).holds(MOMENT);

describe('a condition', () => {
  it.each([
    ['hot', true],
    ['calm', false],
    ['!calm', true],
    ['!!hot', true],
    ['cause=night-batch', true],
    ['cause!=night-batch', false],
    ['cause in returned/night-batch', true],
    ['cause in returned/next-day', false],
    ['persona.age>=60', true],
    ['persona.age > 61', false],
    ['persona.age<=61', true],
    ['persona.age<61', false],
    ['persona.children in 上学/成年', true],
    ['fact.amount>=2600', true],
    ['fact.amount=2600', true],
    ['fact.payee!=房东', false],
    ['said.look-up', true],
    ['said.in-term', true],
    ['!said.found', true],
    ['fact.none=1', false],
    ['fact.none>1', false],
    ['fact.none!=1', false],
  ])('%s is %s', (source, expected) => {
    expect(holds(source)).toBe(expected);
  });

  it.each([
    ['hot | calm & calm', true],
    ['(hot | calm) & calm', false],
    ['!hot | hot', true],
    ['!(hot | calm)', false],
    ['!hot & calm | hot', true],
    ['calm | calm | hot', true],
    ['hot & hot & calm', false],
    ['hot&(calm|said.look-up)', true],
    ['hot & persona.age>=60 & cause in returned/night-batch', true],
    ['  hot  ', true],
  ])('%s: ! binds closest, then &, then |', (source, expected) => {
    expect(holds(source)).toBe(expected);
  });

  it('tells what it refers to, ids that begin with "in" too', () => {
    const { flags, said, values } = parseCondition(
      'hot & !said.in-term | said.inside & (cause=in-term | persona.age>=60) & fact.in_x in a/b',
    );
    expect({ flags, said, values }).toEqual({
      flags: ['hot'],
      said: ['in-term', 'inside'],
      values: [
        { name: 'cause', options: ['in-term'] },
        { name: 'persona.age', options: ['60'] },
        { name: 'fact.in_x', options: ['a', 'b'] },
      ],
    });
  });

  it.each([
    ['', 'condition "" ends too early'],
    ['hot &', 'condition "hot &" ends too early'],
    ['(hot', 'condition "(hot" ends too early'],
    ['(hot calm)', 'condition "(hot calm)": a bracket is not closed'],
    ['hot calm', 'condition "hot calm": "calm" is left over'],
    ['hot)', 'condition "hot)": ")" is left over'],
    ['& hot', 'condition "& hot": "&" stands where a name is expected'],
    ['= hot', 'condition "= hot": "=" stands where a name is expected'],
    ['hot | | calm', 'condition "hot | | calm": "|" stands where a name is expected'],
    ['in a/b', 'condition "in a/b": "in" stands where a name is expected'],
    ['cause=', 'condition "cause=" ends too early'],
    ['persona.age>=old', 'persona.age >= old: a number is needed'],
    ['cause=&hot', 'condition "cause=&hot": "&" stands where a value is expected'],
    ['cause=!hot', 'condition "cause=!hot": "!" stands where a value is expected'],
    ['(cause=) & hot', 'condition "(cause=) & hot": ")" stands where a value is expected'],
  ])('"%s" is refused, with the place', (source, message) => {
    expect(() => parseCondition(source)).toThrow(new SyntaxError(message));
  });
});
