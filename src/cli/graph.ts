import { Command } from 'commander';
import { EXIT } from '../domain/errors.js';
import { composeDialogues } from '../pipeline/candidate-maker.js';
import { defaultConfiguration } from './default-configuration.js';
import { integerOption } from './option-values.js';
import { runCommand } from './run-command.js';

const configuration = defaultConfiguration();
const command = new Command('npm run graph --')
  .description('print the compiled state machine as Mermaid')
  .option(
    '--state <index>',
    'print the state in which this dialogue of the default run begins, as input for LangGraph’s dev tools',
    integerOption('--state', { min: 0, max: configuration.count - 1 }),
  );

process.exitCode = await runCommand(command, process.argv.slice(2), async ({ state }) => {
  const { graph, begin } = composeDialogues(configuration);
  if (state === undefined) {
    const drawable = await graph.getGraphAsync();
    process.stdout.write(drawable.drawMermaid({ withStyles: false }));
  } else {
    process.stdout.write(`${JSON.stringify({ cohort: [begin({ index: Number(state), attempt: 0 })] })}\n`);
  }
  return EXIT.done;
});
