/* Names and types of Nordic's driver nrfx_uarte, as far as hosts/nrf52 uses them. */
#ifndef NRFX_UARTE_H
#define NRFX_UARTE_H

#include <stddef.h>
#include <stdint.h>

typedef enum { NRFX_SUCCESS = 0x0BAD0000, NRFX_ERROR_BUSY = 0x0BAD000B, NRFX_ERROR_INVALID_STATE = 0x0BAD0005 } nrfx_err_t;
typedef struct {
	int instance;
} nrfx_uarte_t;
#define NRFX_UARTE_INSTANCE(_ID) { _ID }

typedef enum {
	NRF_UARTE_BAUDRATE_9600 = 1,
	NRF_UARTE_BAUDRATE_19200,
	NRF_UARTE_BAUDRATE_38400,
	NRF_UARTE_BAUDRATE_57600,
	NRF_UARTE_BAUDRATE_115200,
	NRF_UARTE_BAUDRATE_230400,
	NRF_UARTE_BAUDRATE_460800,
	NRF_UARTE_BAUDRATE_921600,
	NRF_UARTE_BAUDRATE_1000000,
} nrf_uarte_baudrate_t;
typedef enum { NRF_UARTE_HWFC_DISABLED, NRF_UARTE_HWFC_ENABLED } nrf_uarte_hwfc_t;
typedef enum { NRF_UARTE_PARITY_EXCLUDED } nrf_uarte_parity_t;
#define NRF_UARTE_PSEL_DISCONNECTED 0xFFFFFFFF

typedef struct {
	uint32_t pseltxd, pselrxd, pselcts, pselrts;
	void* p_context;
	nrf_uarte_hwfc_t hwfc;
	nrf_uarte_parity_t parity;
	nrf_uarte_baudrate_t baudrate;
	uint8_t interrupt_priority;
} nrfx_uarte_config_t;

typedef enum { NRFX_UARTE_EVT_TX_DONE, NRFX_UARTE_EVT_RX_DONE, NRFX_UARTE_EVT_ERROR } nrfx_uarte_evt_type_t;
typedef struct {
	nrfx_uarte_evt_type_t type;
	struct {
		struct {
			uint8_t* p_data;
			size_t bytes;
		} rxtx;
	} data;
} nrfx_uarte_event_t;
typedef void (*nrfx_uarte_event_handler_t)(const nrfx_uarte_event_t* event, void* context);

nrfx_err_t nrfx_uarte_init(const nrfx_uarte_t* it, const nrfx_uarte_config_t* config, nrfx_uarte_event_handler_t handler);
void nrfx_uarte_uninit(const nrfx_uarte_t* it);
nrfx_err_t nrfx_uarte_tx(const nrfx_uarte_t* it, const uint8_t* bytes, size_t count);
nrfx_err_t nrfx_uarte_rx(const nrfx_uarte_t* it, uint8_t* bytes, size_t count);

#endif
