/** Chart.js with the parts that our charts use: all of it would double the bundle. */
import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Filler,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  ScatterController,
} from 'chart.js';

let isRegistered = false;

/** The `Chart` class with its parts registered; a call, as bundlers drop imports for their effect alone. */
export function chartLibrary(): typeof Chart {
  if (isRegistered) return Chart;
  Chart.register(BarController, BarElement, CategoryScale, Filler, Legend);
  Chart.register(LinearScale, LineController, LineElement, PointElement, ScatterController);
  isRegistered = true;
  return Chart;
}
