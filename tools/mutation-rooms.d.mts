export interface Room {
  mutate: string[];
  tests: string[];
}
export const roomName: string;
export const room: Room;
