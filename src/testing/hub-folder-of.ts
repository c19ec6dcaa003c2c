import { join } from 'node:path';
import { Baselines } from '../analysis/baselines.js';
import { DATA_DIR } from '../config/project.js';
import { type CardOptions, type HubFolderOptions, openHubFolder } from '../hub/hub-folder.js';
import { loadCardTemplates } from '../hub/load-card-templates.js';
import { readYaml } from '../resources/read-yaml.js';
import { buildRecord, framework } from './build-record.js';

/** What a card is made with, when a test does not care. */
export const cardOptions: CardOptions = {
  framework,
  figureSeed: 42,
  texts: {
    templates: loadCardTemplates(DATA_DIR),
    baselines: readYaml(join(DATA_DIR, 'baselines.yaml'), Baselines, 'data/baselines.yaml'),
    title: 'A title',
    repository: 'some-org/some-name',
    licence: 'mit',
  },
};

export const hubFolderOptions: HubFolderOptions = {
  splits: ['train', 'test'],
  shards: { rowsPerShard: 4, createdBy: 'rolecs version 0' },
  card: cardOptions,
};

/** Fills an empty folder with so many dialogues; every fifth is of the split `test`. */
export async function fillHubFolder(folder: string, dialogues: number): Promise<void> {
  const writer = openHubFolder(folder, hubFolderOptions);
  for (let index = 0; index < dialogues; index++) writer.write(buildRecord({ index }), index % 5 === 4 ? 'test' : 'train');
  await writer.close();
}
