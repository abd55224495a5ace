enum RabbitMQPlaceholder {}
