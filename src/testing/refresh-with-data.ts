import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { refreshDataset } from '../cli/refresh-main.js';
import { projectVersion } from '../config/project.js';

/**
 * The command `refresh` over other resources: `node dist/testing/refresh-with-data.js DATA_DIR [options of refresh]`. Where the folder says
 * how the synthetic maker shall behave, that one makes the dialogues.
 */
const [dataDir = '', ...args] = process.argv.slice(2);
const maker = existsSync(join(dataDir, 'synthetic.json')) ? './synthetic-candidates.js' : '../pipeline/candidate-maker.js';
process.exitCode = await refreshDataset(args, {
  dataDir,
  version: projectVersion(),
  makerModule: new URL(maker, import.meta.url).href,
});
