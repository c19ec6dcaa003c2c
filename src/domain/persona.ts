import { z } from 'zod';

export const AGE_BANDS = ['18-29', '30-39', '40-49', '50-59', '60plus'] as const;
export const AgeBand = z.enum(AGE_BANDS);
export type AgeBand = z.infer<typeof AgeBand>;

const Level = z.enum(['低', '较低', '中等', '较高', '高']);
const Share = z.number().min(0).max(1);

/** Habits of speech as numbers, so that style is measured and not acted. Rates are shares of utterances. */
export const LanguageStyle = z.strictObject({
  /** Preferred length of an utterance in characters. */
  utterance_chars: z.number().min(4).max(40),
  /** Share of utterances that end in a particle (啊 呢 吧 嘛 …). */
  particle_rate: Share,
  /** Share of utterances that begin with a filler (那个， 就是， …). */
  filler_rate: Share,
  /** 0 blunt to 1 polite. */
  formality: Share,
  /** How the speaker addresses the supporter. */
  address: z.enum(['你', '您']),
  /** One sentence in Chinese that says the same, for descriptions and prompts. */
  note: z.string(),
});
export type LanguageStyle = z.infer<typeof LanguageStyle>;

/** What makes a customer hard to help, each 0 to 1 (arXiv 2605.28228: engagement, disclosure, volatility). */
export const Difficulty = z.strictObject({
  cooperation: Share,
  disclosure: Share,
  volatility: Share,
});
export type Difficulty = z.infer<typeof Difficulty>;

/**
 * A customer. Further fields may follow those named here; every one of them is described in `description`. Fields that the simulator reads
 * are required; a distribution may leave out the others.
 */
export const Persona = z.looseObject({
  id: z.string().regex(/^p-\d{4,}$/),
  surname: z.string().min(1),
  gender: z.enum(['男', '女']),
  /** 邓女士 */
  form_of_address: z.string(),
  age: z.int().min(18).max(90),
  age_band: AgeBand,
  city: z.string().optional(),
  city_tier: z.enum(['一线', '新一线', '二线', '三四线', '县域']).optional(),
  region: z.enum(['东部', '中部', '西部', '东北']).optional(),
  education: z.enum(['小学及以下', '初中', '高中或中专', '大专', '本科', '研究生']).optional(),
  occupation_group: z.enum(['学生', '自雇', '务农', '工人', '服务', '职员', '专业', '体制内', '管理', '退休', '居家']).optional(),
  occupation: z.string().optional(),
  income_band: z.string().optional(),
  marital: z.enum(['未婚', '已婚', '离异', '丧偶']).optional(),
  children: z.enum(['无', '学龄前', '上学', '成年']).optional(),
  household: z.string().optional(),
  products: z.array(z.string()).min(1).optional(),
  risk_appetite: z.enum(['C1', 'C2', 'C3', 'C4', 'C5']).optional(),
  financial_literacy: Level.optional(),
  digital_literacy: Level.optional(),
  language_style: LanguageStyle,
  patience: Level,
  difficulty: Difficulty,
  baseline_emotion: z.enum(['平静', '紧张', '烦躁', '低落', '谨慎', '爽朗']),
  current_pressure: z.string().optional(),
  bank_history: z.string().optional(),
  /** A paragraph in the second person that mentions every field. */
  description: z.string(),
});
export type Persona = z.infer<typeof Persona>;

/** The schema of a field or member (`language_style.address`), whether a distribution may leave it out or not. */
export function personaFieldSchema(name: string): z.ZodType | undefined {
  const [parent = '', member] = name.split('.') as [string, string?];
  const own = Persona.shape[parent as keyof typeof Persona.shape] as z.ZodType | undefined;
  const present = own instanceof z.ZodOptional ? (own.unwrap() as z.ZodType) : own;
  return member !== undefined && present instanceof z.ZodObject ? (present.shape[member] as z.ZodType | undefined) : present;
}

/** A field as conditions see it: text, number or list of texts; undefined for what cannot be asked about. */
export function personaValue(persona: Persona, field: string): string | number | readonly string[] | undefined {
  const value = (persona as Record<string, unknown>)[field];
  return typeof value === 'number' || typeof value === 'string' || Array.isArray(value) ? value : undefined;
}
