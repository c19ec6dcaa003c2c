import { BarChart, HeatmapChart, LineChart, SankeyChart, ScatterChart } from 'echarts/charts';
import { GridComponent, VisualMapComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { Markup } from '../markup.js';
import { LANGUAGES, type Language, type Term } from '../terms.js';

use([BarChart, HeatmapChart, LineChart, SankeyChart, ScatterChart, GridComponent, VisualMapComponent, SVGRenderer]);

/** Widths in pixels that a chart is drawn for: beside the contents, and on a phone. */
const WIDTHS = { wide: 860, narrow: 350 } as const;
export type Format = keyof typeof WIDTHS;

export interface Chart {
  height: number;
  option: EChartsCoreOption;
}

/** A chart for one language and one width; colours are custom properties of the style sheet, so that one drawing serves light and dark. */
export type Drawing = (language: Language, format: Format) => Chart;

/** Every drawing of a chart; the style sheet shows the one that fits. */
export function renderChart(title: Term, draw: Drawing): Markup {
  const drawings = LANGUAGES.flatMap((language) =>
    (Object.keys(WIDTHS) as Format[]).map(
      (format) =>
        `<div class="chart ${format}" lang="${language}" role="img" aria-label="${title[language]}">${svgOf(draw(language, format), WIDTHS[format])}</div>`,
    ),
  );
  return new Markup(drawings.join(''));
}

/** A small chart whose words are those of the data: one drawing for all. */
export function renderSmallChart(title: string, chart: Chart, width: number): Markup {
  return new Markup(`<div class="chart" role="img" aria-label="${title}">${svgOf(chart, width)}</div>`);
}

function svgOf({ height, option }: Chart, width: number): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: 'inherit', fontSize: 12 }, ...option });
    return trimmed(chart.renderToSVGString({ useViewBox: true }));
  } finally {
    chart.dispose(); // a chart left open keeps the process alive
  }
}

/** Without what only a live chart needs: hover classes, their style sheet and the marks of series and data. */
function trimmed(svg: string): string {
  return svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ (?:class="zr[^"]*"|ecmeta_[a-z_]+="[^"]*"|xmlns:xlink="[^"]*"|baseProfile="full"|pointer-events="visible")/g, '')
    .replace(/\n/g, '');
}
