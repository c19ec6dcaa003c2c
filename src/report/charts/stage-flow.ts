import type { StageStep } from '../../analysis/strategy-flow.js';
import { STAGES, type Stage } from '../../domain/strategy.js';
import type { Chart, Format } from './render-chart.js';

/**
 * Through which stages dialogues go: a column of stages for every point of the way.
 * @param names of the stages, shown at the columns they enter
 */
export function stageFlow(
  steps: readonly StageStep[],
  { names, format }: { names: Readonly<Record<Stage, string>>; format: Format },
): Chart {
  const points = [...new Set(steps.flatMap(({ point }) => [point, point + 1]))];
  const nodes = points.flatMap((point) =>
    STAGES.filter((stage) => steps.some((step) => touches(step, point, stage))).map((stage) => ({
      name: nodeName(point, stage),
      depth: point,
      itemStyle: { color: stageColor(stage), borderWidth: 0 },
      label: {
        show: format === 'wide' && isBroad(steps, point, stage),
        formatter: names[stage],
        position: point === points.at(-1) ? 'left' : 'right',
      },
    })),
  );
  return {
    height: format === 'wide' ? 300 : 240,
    option: {
      series: [
        {
          type: 'sankey',
          silent: true,
          left: 4,
          right: 4,
          top: 8,
          bottom: 8,
          nodeWidth: 10,
          nodeGap: 6,
          layoutIterations: 0,
          label: { color: 'var(--ink)', fontSize: 12 },
          data: nodes,
          links: steps.map(({ point, from, to, share }) => ({
            source: nodeName(point, from),
            target: nodeName(point + 1, to),
            value: share,
            lineStyle: { color: stageColor(from), opacity: 0.28, curveness: 0.5 },
          })),
        },
      ],
    },
  };
}

/** A CSS colour of a stage. */
export function stageColor(stage: Stage): string {
  return `var(--stage-${STAGES.indexOf(stage) + 1})`;
}

function nodeName(point: number, stage: Stage): string {
  return `${point} ${stage}`;
}

function touches({ point, from, to }: StageStep, at: number, stage: Stage): boolean {
  return (point === at && from === stage) || (point + 1 === at && to === stage);
}

/** Room for its name: a tenth of the dialogues pass through. */
function isBroad(steps: readonly StageStep[], at: number, stage: Stage): boolean {
  const through = steps.filter(({ point, from, to }) => (at === 0 ? point === 0 && from === stage : point + 1 === at && to === stage));
  return through.reduce((sum, { share }) => sum + share, 0) >= 0.1;
}
