"""The stream on a real Kafka and a real PostgreSQL: throughput, latency, recovery, memory, and what bounds them."""
