import { join } from 'node:path';
import { Baselines } from '../analysis/baselines.js';
import { DATA_DIR } from '../config/project.js';
import { type HubFolderOptions, openHubFolder } from '../hub/hub-folder.js';
import { loadCardTemplates } from '../hub/load-card-templates.js';
import { readYaml } from '../resources/read-yaml.js';
import { buildRecord, framework } from './build-record.js';

/** What a folder for the Hub is made with, when a test does not care. */
export function hubFolderOptions(overrides: Partial<HubFolderOptions> = {}): HubFolderOptions {
  return {
    source: { bytes: 1, sha256: '0'.repeat(64) },
    splits: ['train', 'test'],
    rowsPerShard: 4,
    createdBy: 'rolecs version 0',
    framework,
    figureSeed: 42,
    card: {
      templates: loadCardTemplates(DATA_DIR),
      baselines: readYaml(join(DATA_DIR, 'baselines.yaml'), Baselines, 'data/baselines.yaml'),
      title: 'A title',
      repository: 'some-org/some-name',
      licence: 'mit',
    },
    ...overrides,
  };
}

/** Fills an empty folder with so many dialogues; every fifth is of the split `test`. */
export async function fillHubFolder(folder: string, dialogues: number, overrides: Partial<HubFolderOptions> = {}): Promise<void> {
  const writer = openHubFolder(folder, hubFolderOptions(overrides));
  for (let index = 0; index < dialogues; index++) writer.write(buildRecord({ index }), index % 5 === 4 ? 'test' : 'train');
  await writer.close();
}
