#define SOC_UART_HP_NUM 3
