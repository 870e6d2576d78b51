/** Writes a file of CodeCarbon with a known total: runs one after the other, each with several states. */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';

const COLUMNS =
  'timestamp,project_name,run_id,duration,emissions,emissions_rate,cpu_power,gpu_power,ram_power,cpu_energy,gpu_energy,ram_energy,energy_consumed,country_name,country_iso_code,region,cloud_provider,cloud_region,os,python_version,codecarbon_version,cpu_count,cpu_model,gpu_count,gpu_model,longitude,latitude,ram_total_size,tracking_mode,on_cloud,pue';
const MACHINE =
  'Denmark,DNK,capital region,,,Linux-6.1.0-x86_64-with-glibc2.36,3.11.4,2.3.5,32,AMD EPYC 7313 16-Core Processor,1,1 x NVIDIA A100-SXM4-40GB,12.5,55.7,64.0,machine,N,1.0';
const RUN_S = 3600;

/** @returns the energy of the last states, in kWh */
export function makeEmissions(folder, runs, states) {
  mkdirSync(folder, { recursive: true });
  const descriptor = openSync(path.join(folder, 'emissions.csv'), 'w');
  let [text, totalKwh] = [`${COLUMNS}\n`, 0];
  for (let run = 0; run < runs; run += 1) {
    const gpuKwh = 0.2 + (run % 97) / 1e4;
    const id = run.toString(16).padStart(8, '0');
    for (let state = 1; state <= states; state += 1) {
      const share = state / states;
      const end = new Date(Date.UTC(2020, 0, 1) + (run * 2 * RUN_S + RUN_S * share) * 1000).toISOString().slice(0, 19);
      const parts = [0.05 * share, gpuKwh * share, 0.01 * share];
      const energyKwh = parts[0] + parts[1] + parts[2];
      text += `${end},bench,${id}-1111-4222-8333-00000000${id.slice(4)},${RUN_S * share},${energyKwh * 0.15},4e-05,50.0,200.0,10.0,${parts.join(',')},${energyKwh},${MACHINE}\n`;
      if (state === states) totalKwh += energyKwh;
    }
    if (text.length > 1e6) {
      writeSync(descriptor, text);
      text = '';
    }
  }
  writeSync(descriptor, text);
  closeSync(descriptor);
  return totalKwh;
}
