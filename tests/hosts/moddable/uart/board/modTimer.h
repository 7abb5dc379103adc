/* Names and types of the SDK's timers. */
#ifndef MOD_TIMER_H
#define MOD_TIMER_H

typedef struct modTimerRecord* modTimer;
typedef void (*modTimerCallback)(modTimer timer, void* refcon, int refconSize);

modTimer modTimerAdd(int firstInterval, int secondInterval, modTimerCallback callback, void* refcon, int refconSize);
void modTimerRemove(modTimer timer);

#endif
