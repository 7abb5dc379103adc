/* A chip with pins 0 to 47, of which 30 is not led out. */
#define GPIO_IS_VALID_GPIO(_PIN) ((_PIN) >= 0 && (_PIN) < 48 && (_PIN) != 30)
