"""The bus between services that run apart, from the settings."""

from services.app.parts import machine
from services.bus.kafka import KafkaBus
from services.bus.kafka_cluster import Cluster
from services.settings import Settings, SettingsError


def require_kafka(settings: Settings) -> None:
    """Raises `SettingsError` where no brokers are named."""
    if settings.kafka is None:
        raise SettingsError("服务分开运行需要 Kafka：请用 DUWANG_KAFKA 指明地址；一台机器上运行全部服务用 duwang run")


def open_bus(settings: Settings, service: str, *, instance: str | None = None) -> KafkaBus:
    """The bus between the services; connects when it is first used. Raises as `require_kafka`."""
    require_kafka(settings)
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
