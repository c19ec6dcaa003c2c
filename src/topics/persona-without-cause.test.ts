import { describe, expect, it } from 'vitest';
import { personaWithoutCause } from './persona-without-cause.js';

describe('the causes of a scenario', () => {
  it.each([
    ['one has no condition', undefined, ['persona.age<30', undefined]],
    ['they cover each other', undefined, ['persona.products=理财', 'persona.products!=理财']],
    ['a threshold is met from both sides', undefined, ['persona.age<30', 'persona.age>=30']],
    ['every value of a field has its own', 'persona.gender in 男/女', ['persona.gender=男', 'persona.gender=女']],
    ['fits keeps the rest away', 'persona.products=信用卡 & persona.age>=40', ['persona.products in 信用卡/房贷', 'persona.age<40']],
  ])('leave nobody out where %s', (_, fits, causes) => {
    expect(personaWithoutCause(fits, causes)).toBeNull();
  });

  it.each([
    ['a product', undefined, ['persona.products=理财', 'persona.products=基金'], 'products another'],
    ['an age between two', undefined, ['persona.age<30', 'persona.age>30'], 'age 30'],
    ['a value that none names', 'persona.children!=无', ['persona.children in 上学/成年'], 'children another'],
    ['text of any kind', undefined, ['persona.household=住校'], 'household another'],
    [
      'two fields together',
      'persona.age>=60',
      ['persona.products=理财', 'persona.occupation_group=退休'],
      'age 60, products another, occupation_group another',
    ],
  ])('leave somebody out: %s', (_, fits, causes, left) => {
    expect(personaWithoutCause(fits, causes)).toBe(left);
  });
});
