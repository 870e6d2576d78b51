/** Chart.js with the parts that our charts use: all of it would double the bundle. */
import {
  ArcElement,
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Decimation,
  DoughnutController,
  Filler,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  ScatterController,
  Title,
} from 'chart.js';

let isRegistered = false;

/** The `Chart` class with its parts registered; a call, as bundlers drop imports for their effect alone. */
export function chartLibrary(): typeof Chart {
  if (isRegistered) return Chart;
  Chart.register(ArcElement, BarController, BarElement, CategoryScale, Decimation, DoughnutController, Filler, Legend);
  Chart.register(LinearScale, LineController, LineElement, LogarithmicScale, PointElement, ScatterController, Title);
  isRegistered = true;
  return Chart;
}
