import type { ColumnType, Field } from '../parquet/column-type.js';
import { entryOf } from '../parquet/parquet-schema.js';

const DTYPES = { string: 'string', rest: 'string', integer: 'int64', number: 'float64', boolean: 'bool' } as const;

type Feature = { name: string } & FeatureType;
type FeatureType = { dtype: string } | { list: string | Feature[] } | { struct: Feature[] };

/** Columns as `dataset_info.features` of a card names them (huggingface/datasets, `Features._to_yaml_list`). */
export function featuresOf(columns: readonly Field[]): Feature[] {
  return columns.map(({ name, type }) => ({ name, ...featureType(type) }));
}

function featureType(type: ColumnType): FeatureType {
  switch (type.kind) {
    case 'struct':
      return { struct: featuresOf(type.fields) };
    case 'list':
      return { list: elementOf(type.element) };
    case 'map':
      return { list: elementOf(entryOf(type.value)) };
    default:
      return { dtype: DTYPES[type.kind] };
  }
}

/** @throws TypeError for a list of lists, which no row has */
function elementOf(type: ColumnType): string | Feature[] {
  const element = featureType(type);
  if ('struct' in element) return element.struct;
  if ('dtype' in element) return element.dtype;
  throw new TypeError('a list of lists has no short form in a card');
}
