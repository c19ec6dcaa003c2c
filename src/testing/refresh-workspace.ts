import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import { DATA_DIR } from '../config/project.js';
import type { SyntheticBehaviour } from './synthetic-candidates.js';

/** Gates for synthetic dialogues, which are nothing like real ones: what holds is the share of rejects and the drift to the version before. */
const GATES = `open_dialogues: { max: 0 }
reject_share: { max: 0.25 }
compliance_failures: { max: 1000 }
strategy_mix: { tolerance: 100 }
drift: { target: 1, previous: 0.05, deviations: 4 }
figures: {}
figures_to_previous: {}
`;

/** A folder with resources of the synthetic maker and gates to go with them, for whole refreshes in little time. */
export class RefreshWorkspace {
  readonly directory = mkdtempSync(join(tmpdir(), 'rolecs-refresh-'));
  readonly dataset = join(this.directory, 'dataset');

  /** Resources under which the maker does this. */
  data(name: string, behaviour: z.input<typeof SyntheticBehaviour> = {}): string {
    const dataDir = join(this.directory, name);
    mkdirSync(dataDir);
    cpSync(join(DATA_DIR, 'personas'), join(dataDir, 'personas'), { recursive: true });
    cpSync(join(DATA_DIR, 'quality.yaml'), join(dataDir, 'quality.yaml'));
    const strategies = readFileSync(join(DATA_DIR, 'strategies.yaml'), 'utf8');
    writeFileSync(join(dataDir, 'strategies.yaml'), strategies.replaceAll(/(策略\d+) \p{Script=Han}+/gu, '$1 合成'));
    writeFileSync(join(dataDir, 'refresh.yaml'), GATES);
    writeFileSync(join(dataDir, 'synthetic.json'), JSON.stringify(behaviour));
    return dataDir;
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
