using System.Diagnostics;
using System.Net.Sockets;

namespace SegmentationService.Cluster.Tests;

/// <summary>A Redis server of this machine, on a free port, that keeps nothing on a disk.</summary>
internal sealed class RedisServer : IDisposable
{
    private const string Program = "/usr/bin/redis-server";

    private readonly Process _process;
    private bool _isDisposed;

    private RedisServer(int port)
    {
        Port = port;
        _process = Process.Start(new ProcessStartInfo(Program, ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]) { RedirectStandardOutput = true })!;
        _process.OutputDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
    }

    /// <summary>Why tests that need one are skipped here; null where they are not.</summary>
    public static string? Missing { get; } = File.Exists(Program) ? null : $"{Program} is not there: apt-get install redis-server.";

    public int Port { get; }

    public static async Task<RedisServer> StartAsync()
    {
        var server = new RedisServer(ReplicaProcess.FreePort());
        for (var wait = 0; wait < 200; wait++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", server.Port);
                return server;
            }
            catch (SocketException)
            {
                await Task.Delay(50);
            }
        }

        server.Dispose();
        throw new TimeoutException("Redis does not listen.");
    }

    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
