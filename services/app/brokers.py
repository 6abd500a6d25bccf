"""The bus between services that run apart, from the settings."""

from services.app.parts import machine
from services.bus.kafka import KafkaBus
from services.bus.kafka_cluster import Cluster
from services.settings import Settings, SettingsError


def open_bus(settings: Settings, service: str, *, instance: str | None = None) -> KafkaBus:
    """The bus between the services. Raises `SettingsError` where none is named; connects when it is first used."""
    if settings.kafka is None:
        raise SettingsError(
            f"单独运行 {service} 需要 Kafka：请用 DUWANG_KAFKA 指明地址；一台机器上运行全部服务用 duwang run"
        )
    return KafkaBus(cluster_of(settings), client=f"duwang-{service}-{machine(settings)}", instance=instance)


def cluster_of(settings: Settings) -> Cluster:
    password = settings.kafka_password
    return Cluster(
        brokers=settings.kafka or "",
        prefix=settings.kafka_prefix,
        partitions=settings.kafka_partitions,
        replicas=settings.kafka_replicas,
        user=settings.kafka_user,
        password=password.get_secret_value() if password else None,
        sasl=settings.kafka_sasl,
        tls=settings.kafka_tls,
        ca=settings.kafka_ca,
    )
