using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Connections.Security;
using SegmentationService.Api.Http;
using SegmentationService.Api.Training;
using SegmentationService.Cluster;
using SegmentationService.Core;
using SegmentationService.Core.Clustering.Passes;
using StackExchange.Redis;

namespace SegmentationService.Api.Hosting;

/// <summary>Makes this process one of several replicas, where <c>Cluster:Membership</c> says so: the one place that knows how they find each other. Else nothing of it is started, or even loaded.</summary>
internal static class Clustering
{
    /// <summary>Reads the section <c>Cluster</c>, and adds the silo that it asks for.</summary>
    /// <exception cref="InvalidOperationException">A setting is missing that others need, or the certificate cannot be read; the message names it.</exception>
    public static void AddClustering(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ClusterOptions>().BindConfiguration(ClusterOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        var options = builder.Configuration.GetSection(ClusterOptions.Section).Get<ClusterOptions>() ?? new ClusterOptions();
        if (options.Membership.Length > 0) AddSilo(builder, options);
    }

    /// <summary>Sees, before anything is started, that what has the membership answers: a replica that is none yet does not wait for it, but ends with one line, and whoever runs it starts it again.</summary>
    /// <exception cref="InvalidOperationException">It does not; the message names the setting.</exception>
    public static async Task OpenMembershipAsync(this IHost host)
    {
        var options = host.Services.GetRequiredService<IOptions<ClusterOptions>>().Value;
        if (options.Membership == ClusterOptions.OfRedis) await RedisMembership.CheckAsync(options.Redis);
        else if (options.Membership == ClusterOptions.OfPostgres) await PostgresMembership.MakeTablesAsync(options.Postgres);
    }

    /// <summary>Says that what has the membership answered before the start, and did not while the replica joined.</summary>
    /// <param name="exception">What its client threw.</param>
    public static string WentAway(Exception exception)
    {
        var (setting, name) = exception is RedisException ? (nameof(ClusterOptions.Redis), "Redis") : (nameof(ClusterOptions.Postgres), "PostgreSQL");
        return $"{ClusterOptions.Section}:{setting}: the {name} that has the membership of the cluster went away while this replica joined. Start it, and start this replica again.";
    }

    private static void AddSilo(IHostApplicationBuilder builder, ClusterOptions options)
    {
        builder.Services.AddSingleton(new PartThreads(new YieldingThreads("Parts", PartThreads.Most)));
        builder.Services.AddSingleton<IPartHolders>(services => new PointsHolders(services.GetRequiredService<PointsFiles>(), services.GetRequiredService<MemoryBudget>(), Parallelism.None));
        builder.Services.AddHealthChecks().AddCheck<ClusterMember>("cluster");
        builder.UseOrleans(silo =>
        {
            AddMembership(silo, options);
            if (options.Membership != ClusterOptions.Localhost) BoundStop(silo.Services);
            silo.Configure<Orleans.Configuration.ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.Name, options.Name));
            silo.Configure<EndpointOptions>(endpoints => SetEndpoints(endpoints, options));
            if (options.Certificate.Length > 0) UseTls(silo, options);
            silo.AddParts();
            silo.Services.Replace(ServiceDescriptor.Singleton<IFatalErrorHandler, LostMembership>());
        });
    }

    private static void AddMembership(ISiloBuilder silo, ClusterOptions options)
    {
        switch (options.Membership)
        {
            case ClusterOptions.Localhost:
                silo.UseLocalhostClustering(options.Port + options.Index, gatewayPort: 0, new IPEndPoint(IPAddress.Loopback, options.Port), options.Name, options.Name);
                break;
            case ClusterOptions.OfRedis:
                if (options.Redis.Length == 0) throw Missing(options, nameof(options.Redis), "redis:6379");
                silo.UseRedisClustering(redis => redis.ConfigurationOptions = ConfigurationOptions.Parse(options.Redis));
                break;
            case ClusterOptions.OfPostgres:
                if (options.Postgres.Length == 0) throw Missing(options, nameof(options.Postgres), "Host=db;Database=cluster;Username=segmentation");
                silo.UseAdoNetClustering(postgres => (postgres.Invariant, postgres.ConnectionString) = ("Npgsql", options.Postgres));
                break;
            default:
                throw new InvalidOperationException($"{ClusterOptions.Section}:{nameof(options.Membership)} is '{options.Membership}'; {ClusterOptions.Localhost}, {ClusterOptions.OfRedis} or {ClusterOptions.OfPostgres} is expected, or nothing.");
        }
    }

    private static void BoundStop(IServiceCollection services)
    {
        var table = services.Last(service => service.ServiceType == typeof(IMembershipTable));
        services.Replace(ServiceDescriptor.Singleton<IMembershipTable>(provider => ActivatorUtilities.CreateInstance<StoppingMembership>(
            provider, table.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, table.ImplementationType!))));
    }

    /// <summary>One port, for other replicas: there is no gateway, since nobody else asks.</summary>
    private static void SetEndpoints(EndpointOptions endpoints, ClusterOptions options)
    {
        endpoints.GatewayPort = 0;
        if (options.Membership == ClusterOptions.Localhost) return;
        endpoints.SiloPort = options.Port;
        if (options.Address.Length > 0)
        {
            endpoints.AdvertisedIPAddress = IPAddress.TryParse(options.Address, out var address)
                ? address
                : throw new InvalidOperationException($"{ClusterOptions.Section}:{nameof(options.Address)} is '{options.Address}'; an IP address is expected.");
        }
    }

    /// <summary>Both ends show the one certificate that all replicas have, so no authority is needed, and one that another authority vouches for is not taken.</summary>
    private static void UseTls(ISiloBuilder silo, ClusterOptions options)
    {
        var certificate = Certificate(options);
        silo.UseTls(certificate, tls =>
        {
            tls.RemoteCertificateMode = tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
            tls.RemoteCertificateValidation = (remote, _, _) => remote.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span);
        });
    }

    private static X509Certificate2 Certificate(ClusterOptions options)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(options.Certificate, options.CertificateKey.Length > 0 ? options.CertificateKey : null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException or ArgumentException)
        {
            throw new InvalidOperationException($"{ClusterOptions.Section}:{nameof(options.Certificate)} cannot be used as a certificate in PEM with its private key: {e.Message}", e);
        }
    }

    private static InvalidOperationException Missing(ClusterOptions options, string name, string example) =>
        new($"{ClusterOptions.Section}:{nameof(options.Membership)} is '{options.Membership}', which needs {ClusterOptions.Section}:{name}, such as '{example}'.");
}
