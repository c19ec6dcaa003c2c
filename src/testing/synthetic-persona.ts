import type { Persona } from '../domain/persona.js';

/** A valid persona that says nothing. */
export function syntheticPersona(number: number): Persona {
  return {
    id: `p-${String(number).padStart(4, '0')}`,
    surname: '邓',
    gender: '女',
    form_of_address: '邓女士',
    age: 41,
    age_band: '40-49',
    city: '成都',
    city_tier: '新一线',
    region: '西部',
    education: '本科',
    occupation_group: '职员',
    occupation: '会计',
    income_band: '8000-12000',
    marital: '已婚',
    children: '上学',
    household: '三口之家',
    products: ['储蓄卡'],
    risk_appetite: 'C2',
    financial_literacy: '中等',
    digital_literacy: '中等',
    language_style: { utterance_chars: 17, particle_rate: 0.35, filler_rate: 0.1, formality: 0.5, address: '你', note: '说话平常' },
    patience: '中等',
    difficulty: { cooperation: 0.7, disclosure: 0.6, volatility: 0.3 },
    baseline_emotion: '平静',
    current_pressure: '无',
    bank_history: '无',
    description: '你姓邓，女，41岁。',
  };
}
