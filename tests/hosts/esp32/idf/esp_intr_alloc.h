/* Names and types of ESP-IDF's interrupts and critical sections. */
#ifndef ESP_INTR_ALLOC_H
#define ESP_INTR_ALLOC_H

#include <pthread.h>

#define IRAM_ATTR

typedef struct intr_handle_data_t* intr_handle_t;
typedef void (*intr_handler_t)(void* argument);

int esp_intr_alloc(int source, int flags, intr_handler_t handler, void* argument, intr_handle_t* handle);
int esp_intr_free(intr_handle_t handle);

typedef pthread_mutex_t portMUX_TYPE;
#define portMUX_INITIALIZER_UNLOCKED PTHREAD_MUTEX_INITIALIZER
#define portENTER_CRITICAL(_LOCK) pthread_mutex_lock(_LOCK)
#define portEXIT_CRITICAL(_LOCK) pthread_mutex_unlock(_LOCK)
#define portENTER_CRITICAL_ISR(_LOCK) pthread_mutex_lock(_LOCK)
#define portEXIT_CRITICAL_ISR(_LOCK) pthread_mutex_unlock(_LOCK)

#endif
