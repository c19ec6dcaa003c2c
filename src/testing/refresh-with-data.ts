import { refreshDataset } from '../cli/refresh-main.js';
import { projectVersion } from '../config/project.js';

/** The command `refresh` over other resources: `node dist/testing/refresh-with-data.js DATA_DIR [options of refresh]`. */
const [dataDir = '', ...args] = process.argv.slice(2);
process.exitCode = await refreshDataset(args, {
  dataDir,
  version: projectVersion(),
  makerModule: new URL('../pipeline/candidate-maker.js', import.meta.url).href,
});
