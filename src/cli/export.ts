import { join, resolve } from 'node:path';
import { readEnvironment } from '../config/environment.js';
import { EXIT, type ExitStatus, RolecsError } from '../domain/errors.js';
import { type ExportManifest, readExportManifest } from '../export/export-manifest.js';
import { huggingface } from '../export/formats/huggingface.js';
import { runExport } from '../export/run-export.js';
import { exportCommand, givenExportOption } from './export-command.js';
import type { ExportFlags } from './export-options.js';
import { planExport, readExportResources } from './plan-export.js';
import { pushOrShow, pushTargetFrom } from './push-to-hub.js';
import { runCommand } from './run-command.js';
import { listenForStop } from './stop-signals.js';

process.exitCode = await runCommand(exportCommand, process.argv.slice(2), async (options) => {
  const flags = options as unknown as Partial<ExportFlags> & Pick<ExportFlags, 'out'>;
  const wish = pushTargetFrom(options, readEnvironment(process.cwd()));
  checkGiven(flags, wish !== null);
  const out = resolve(flags.out);
  const made = flags.from === undefined ? readExportManifest(out) : await make(flags as ExportFlags);
  if (typeof made === 'number') return made;
  for (const [path, { rows, bytes, sha256 }] of Object.entries(made.files)) {
    process.stdout.write(`${join(out, path)}\t${rows ?? ''}\t${bytes}\t${sha256}\n`);
  }
  if (wish !== null) await pushOrShow(join(out, huggingface.name), hubFilesOf(made, out), wish);
  return EXIT.done;
});

/** @throws RolecsError `bad-usage` where what was given neither makes an export nor pushes one */
function checkGiven({ from, format }: Partial<ExportFlags>, pushing: boolean): void {
  if (from === undefined) {
    if (!pushing) throw badUsage('--from is missing', 'name the folder of a run, or push the export in --out with --push');
    const lone = givenExportOption();
    if (lone !== null) throw badUsage(`${lone} needs --from`, 'without --from the export in --out is pushed as it stands');
    return;
  }
  if (format === undefined) throw badUsage('--format is missing', 'as in --format sharegpt,parquet; --help lists them');
  if (pushing && !format.includes(huggingface))
    throw badUsage(`--push needs --format ${huggingface.name}`, 'that is the folder which is sent');
}

/** @returns the exit status instead where a signal stopped it */
async function make(flags: ExportFlags): Promise<ExportManifest | ExitStatus> {
  const request = await planExport(flags, readExportResources());
  const stop = listenForStop(() => process.stderr.write('stopping; what was written so far is removed\n'));
  try {
    return await runExport({ ...request, signal: stop.signal });
  } catch (error) {
    const status = stop.status();
    if (status !== null && stop.signal.aborted && error === stop.signal.reason) return status;
    throw error;
  } finally {
    stop.dispose();
  }
}

/** Files of the folder for the Hub, by their path in it. */
function hubFilesOf({ files }: ExportManifest, out: string) {
  const prefix = `${huggingface.name}/`;
  const found = Object.entries(files).filter(([path]) => path.startsWith(prefix));
  if (found.length > 0) return found.map(([path, { bytes, sha256 }]) => ({ path: path.slice(prefix.length), bytes, sha256 }));
  throw new RolecsError('bad-usage', `the export in ${out} has no folder for the Hub`, {
    hint: `make it with --from and --format ${huggingface.name}`,
  });
}

function badUsage(message: string, hint: string): RolecsError {
  return new RolecsError('bad-usage', message, { hint });
}
