using System.Net;
using StackExchange.Redis;

namespace SegmentationService.Api.Hosting;

/// <summary>Looks, before a replica is started, whether the Redis answers that has the membership.</summary>
internal static class RedisMembership
{
    /// <summary>Connects, and asks once.</summary>
    /// <param name="setting">As in <see cref="ClusterOptions.Redis"/>.</param>
    /// <exception cref="InvalidOperationException">It does not answer, or refuses; the message names the setting, where it is looked for, and why, and no password.</exception>
    public static async Task CheckAsync(string setting)
    {
        var server = Read(setting);
        (server.AbortOnConnectFail, server.ConnectRetry) = (true, 1);
        try
        {
            await using var redis = await ConnectionMultiplexer.ConnectAsync(server);
            await redis.GetDatabase().PingAsync();
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            var reason = e switch
            {
                RedisConnectionException connection => connection.FailureType.ToString(),
                RedisServerException answer => answer.Message,
                _ => "no answer in time",
            };
            throw new InvalidOperationException($"{ClusterOptions.Section}:{nameof(ClusterOptions.Redis)}: the Redis at {string.Join(", ", server.EndPoints.Select(Words))}, which has the membership of the cluster, cannot be asked ({reason}). Start it, or mend the setting, and start this replica again.", e);
        }
    }

    private static ConfigurationOptions Read(string setting)
    {
        try
        {
            return ConfigurationOptions.Parse(setting);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new InvalidOperationException($"{ClusterOptions.Section}:{nameof(ClusterOptions.Redis)} cannot be read; servers and options as StackExchange.Redis has them are expected, such as 'redis:6379,password=...'.", e);
        }
    }

    private static string Words(EndPoint place) => place is DnsEndPoint { Port: var port, Host: var host } ? (port > 0 ? $"{host}:{port}" : host) : $"{place}";
}
