/** GPUs in one module with a CPU that their energy covers, so that no other sensor may count it. */

/**
 * Sources: zeus, pull request 172, for the energy counter of a GH200; AMD's socket power for the MI300A, an APU. Not tested on
 * the hardware.
 */
const MODELS = /\bGH200\b|\bGrace Hopper\b|\bMI300A\b/i;

/**
 * Whether the power of a GPU covers its CPU.
 *
 * @param name of the GPU as its driver has it
 */
export const holdsCpu = (name: string): boolean => MODELS.test(name);
