import { describe, expect, it } from 'vitest';
import { aScenarioSource, COMMON_RULES } from '../testing/a-scenario.js';
import { DATA_DIR } from '../testing/tunables.js';
import { findFaults } from './check-scenario.js';
import { readPersonaValues } from './persona-values.js';

const personaValues = readPersonaValues(DATA_DIR);
const faultsOf = (fits: string) => findFaults(aScenarioSource({ fits }), 'other', 'small-case', Object.keys(COMMON_RULES), personaValues);

describe('a condition on the persona', () => {
  it.each([
    'persona.occupation_group=自雇',
    'persona.occupation_group in 工人/服务/职员 & !(persona.occupation in 月嫂/网店店主)',
    'persona.gender=女 & persona.marital in 已婚/离异 & persona.children != 无',
    'persona.city_tier in 三四线/县域 & persona.region=东北 & persona.education in 本科/研究生',
    'persona.digital_literacy in 低/较低 | persona.financial_literacy=高 | persona.risk_appetite in C1/C2',
    'persona.age>=60 & persona.age_band=60plus',
    'persona.income_band in 2000元以下/2000-5000元 & persona.products!=大额存单',
    'persona.household=跟父母住在一起 | persona.bank_history=用了四五年，没出过什么岔子',
    'persona.city=上海 & persona.patience=低 & persona.baseline_emotion!=平静',
  ])('may name what some persona has: %s', (fits) => {
    expect(faultsOf(fits)).toEqual([]);
  });

  it.each([
    ['persona.gender=女性', 'fits: no persona has gender "女性" (男, 女)'],
    ['persona.marital in 已婚/再婚', 'fits: no persona has marital "再婚" (未婚, 已婚, 离异, 丧偶)'],
    ['persona.children != 小学', 'fits: no persona has children "小学" (无, 学龄前, 上学, 成年)'],
    ['persona.city_tier=三线', 'fits: no persona has city_tier "三线" (一线, 新一线, 二线, 三四线, 县域)'],
    ['persona.region=华东', 'fits: no persona has region "华东" (东部, 中部, 西部, 东北)'],
    ['persona.education=硕士', 'fits: no persona has education "硕士" (小学及以下, 初中, 高中或中专, 大专, 本科, 研究生)'],
    ['persona.digital_literacy=很低', 'fits: no persona has digital_literacy "很低" (低, 较低, 中等, 较高, 高)'],
    ['persona.age_band=60+', 'fits: no persona has age_band "60+" (18-29, 30-39, 40-49, 50-59, 60plus)'],
    ['persona.risk_appetite=R2', 'fits: no persona has risk_appetite "R2" (C1, C2, C3, C4, C5)'],
    [
      'persona.occupation_group=店主',
      'fits: no persona has occupation_group "店主" (学生, 自雇, 务农, 工人, 服务, 职员, 专业, 体制内, 管理, 退休, 居家)',
    ],
    ['persona.income_band=高', 'fits: no persona has income_band "高" (see data/personas/default.yaml)'],
    ['persona.products=存折', 'fits: no persona has products "存折" (see data/personas/default.yaml)'],
    ['persona.household=租房', 'fits: no persona has household "租房" (see data/personas/households.yaml)'],
    ['persona.occupation in 网店店主/店主', 'fits: no persona has occupation "店主" (see data/personas/occupations.yaml)'],
  ])('may not name what nobody has: %s', (fits, fault) => {
    expect(faultsOf(fits)).toEqual([fault]);
  });
});
