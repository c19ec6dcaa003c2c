import { DATA_DIR, projectVersion } from '../config/project.js';
import { generate } from './generate-main.js';

process.exitCode = await generate(process.argv.slice(2), {
  dataDir: DATA_DIR,
  version: projectVersion(),
  makerModule: new URL('../pipeline/candidate-maker.js', import.meta.url).href,
});
