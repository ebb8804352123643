using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SegmentationService.Cluster.Tests;

/// <summary>A replica in a process of its own (<see cref="ReplicaProgram"/>).</summary>
internal sealed class ReplicaProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private bool _isDisposed;

    private ReplicaProcess(string[] settings)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { typeof(ReplicaProgram).Assembly.Location },
        };
        foreach (var setting in settings) start.ArgumentList.Add(setting);
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts one and waits until it is a member.</summary>
    /// <param name="settings">Of the section <c>Cluster</c>, such as <c>--Cluster:Membership=redis</c>.</param>
    public static async Task<ReplicaProcess> StartAsync(params string[] settings)
    {
        var replica = new ReplicaProcess([.. settings, $"--Cluster:Port={FreePort()}", "--Cluster:Address=127.0.0.1"]);
        try
        {
            Assert.Equal("ready", await replica.ReadLineAsync());
            return replica;
        }
        catch
        {
            replica.Dispose();
            throw;
        }
    }

    /// <summary>Has it cluster so many parts so often, without waiting for it.</summary>
    public void BeginFit(int parts, int times)
    {
        _process.StandardInput.WriteLine($"fit {parts} {times}");
        _process.StandardInput.Flush();
    }

    /// <summary>Waits for what came out of a clustering.</summary>
    /// <returns>How long the longest answer took, in seconds, and the result.</returns>
    public async Task<(string Longest, string Result)> ReadResultAsync()
    {
        var line = await ReadLineAsync();
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return (line[..space], line[(space + 1)..]);
    }

    /// <summary>Sends a signal, such as <c>KILL</c> or <c>STOP</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Asks it to end (SIGTERM), and waits until it has.</summary>
    /// <param name="most">How long it may take.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="OperationCanceledException">It has not ended by then.</exception>
    public async Task<int> StopAsync(TimeSpan most)
    {
        using var patience = new CancellationTokenSource(most);
        await SignalAsync("TERM");
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>Ends it as a kill does; an ended one again, or one that was only stopped, too.</summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<string> ReadLineAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        if (await _process.StandardOutput.ReadLineAsync(patience.Token) is { } line) return line;
        await _process.WaitForExitAsync(patience.Token);
        lock (_errors) throw new InvalidOperationException($"The replica has ended ({_process.ExitCode}): {_errors}");
    }

    private void Take(string? line)
    {
        if (line is null) return;
        lock (_errors) _errors.AppendLine(line);
    }
}
