import { generate } from '../cli/generate-main.js';
import { projectVersion } from '../config/project.js';

/** The command `generate` over the synthetic maker: `node dist/testing/generate-synthetic.js DATA_DIR [options of generate]`. */
const [dataDir = '', ...args] = process.argv.slice(2);
process.exitCode = await generate(args, {
  dataDir,
  version: projectVersion(),
  makerModule: new URL('./synthetic-candidates.js', import.meta.url).href,
});
