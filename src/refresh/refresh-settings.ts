import { join } from 'node:path';
import { z } from 'zod';
import { readYaml } from '../resources/read-yaml.js';

const Range = z.strictObject({ min: z.number().optional(), max: z.number().optional() });
const Most = z.strictObject({ max: z.number().min(0) });

/** `data/refresh.yaml`: the gates of a version. */
export const RefreshSettings = z.strictObject({
  open_dialogues: Most,
  reject_share: Most,
  compliance_failures: Most,
  /** Points of a hundred. */
  strategy_mix: z.strictObject({ tolerance: z.number().positive() }),
  drift: z.strictObject({ target: z.number().min(0), previous: z.number().min(0), deviations: z.number().min(0) }),
  /** By path into the figures of a dataset. */
  figures: z.record(z.string(), Range),
  /** Divided by the figure of the previous version. */
  figures_to_previous: z.record(z.string(), Range),
});
export type RefreshSettings = z.infer<typeof RefreshSettings>;

/**
 * Reads the gates, with a user's file laid over them: a gate that it names counts instead, figures one by one.
 * @param file absolute path, or null
 * @throws RolecsError `resource-…`
 */
export function loadRefreshSettings(dataDir: string, file: string | null): RefreshSettings {
  const settings = readYaml(join(dataDir, 'refresh.yaml'), RefreshSettings, 'data/refresh.yaml');
  if (file === null) return settings;
  const own = readYaml(file, RefreshSettings.partial(), file);
  const set = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  return {
    ...settings,
    ...set,
    figures: { ...settings.figures, ...own.figures },
    figures_to_previous: { ...settings.figures_to_previous, ...own.figures_to_previous },
  };
}
