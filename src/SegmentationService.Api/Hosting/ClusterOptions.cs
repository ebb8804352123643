using System.ComponentModel.DataAnnotations;

namespace SegmentationService.Api.Hosting;

/// <summary>Whether this process is one of several replicas that hold the parts of a dataset together, and how they find each other. Configuration section <c>Cluster</c>.</summary>
internal sealed class ClusterOptions
{
    public const string Section = "Cluster";

    /// <summary>Replicas on one machine, which find each other by their ports: the first has the membership in its memory. For development.</summary>
    public const string Localhost = "localhost";

    /// <summary>A Redis server has the membership.</summary>
    public const string OfRedis = "redis";

    /// <summary>A PostgreSQL server has the membership.</summary>
    public const string OfPostgres = "postgresql";

    /// <summary>The port of the first replica of a machine, unless another is named.</summary>
    public const int UsualPort = 11_111;

    /// <summary>What has the membership: <c>localhost</c>, <c>redis</c> or <c>postgresql</c>; empty where this process works alone.</summary>
    [AllowedValues("", Localhost, OfRedis, OfPostgres)]
    public string Membership { get; set; } = "";

    /// <summary>The name of the cluster: replicas of another one are no members, be it in the same Redis or database.</summary>
    [Required]
    public string Name { get; set; } = "segmentation";

    /// <summary>With <c>localhost</c>: the 0-based number of this replica. Its port is so much higher, and the first is started first.</summary>
    [Range(0, 99)]
    public int Index { get; set; }

    /// <summary>The Redis server, as StackExchange.Redis reads it, such as <c>redis:6379,password=...</c>.</summary>
    public string Redis { get; set; } = "";

    /// <summary>The PostgreSQL database, as Npgsql reads it, such as <c>Host=db;Database=cluster;Username=...</c>.</summary>
    public string Postgres { get; set; } = "";

    /// <summary>The address that others reach this replica by; empty: the first of the machine that is not loopback.</summary>
    public string Address { get; set; } = "";

    /// <summary>The port for other replicas, and for nobody else.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = UsualPort;

    /// <summary>A file in PEM with the certificate that all replicas have; they then speak TLS, and take each other by it. Empty: no TLS.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>A file in PEM with its private key; empty where that stands beside the certificate.</summary>
    public string CertificateKey { get; set; } = "";
}
