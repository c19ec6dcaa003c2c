import { DATA_DIR, projectVersion } from '../config/project.js';
import { refreshDataset } from './refresh-main.js';

process.exitCode = await refreshDataset(process.argv.slice(2), {
  dataDir: DATA_DIR,
  version: projectVersion(),
  makerModule: new URL('../pipeline/candidate-maker.js', import.meta.url).href,
});
