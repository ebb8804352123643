using System.Diagnostics;
using System.Net.Http.Headers;
using SegmentationService.Api.Http;
using SegmentationService.Benchmarks.Siege;

namespace SegmentationService.Benchmarks.Commands;

/// <summary>The service as a process of its own, on loopback.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    /// <summary>Tenths of a second: a machine that is busy starts it slowly.</summary>
    private const int MostAttempts = 600;

    private readonly Process _process;
    private readonly DirectoryInfo? _temporary;

    private ServiceProcess(Process process, Uri address, string store, DirectoryInfo? temporary) =>
        (_process, Address, Store, _temporary) = (process, address, store, temporary);

    public Uri Address { get; }

    /// <summary>The folder where it keeps its models.</summary>
    public string Store { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="port">The port on loopback.</param>
    /// <param name="store">The folder of the store; null for a temporary one, which is removed at the end.</param>
    /// <param name="settings">Further settings, as on its command line.</param>
    public static Task<ServiceProcess> StartAsync(int port, string? store, params string[] settings) => StartAsync(port, store, group: null, settings);

    /// <summary>The same in a group of processes with a limit of memory.</summary>
    public static async Task<ServiceProcess> StartAsync(int port, string? store, MemoryGroup? group, params string[] settings)
    {
        var temporary = store is null ? Directory.CreateTempSubdirectory("segmentation-bench-") : null;
        var (address, folder) = (new Uri($"http://127.0.0.1:{port}"), store ?? temporary!.FullName);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in (string[])[typeof(GracefulStop).Assembly.Location, $"--urls={address}", $"--Storage:Path={folder}", .. settings])
            start.ArgumentList.Add(argument);
        var process = Process.Start(group?.Enter(start) ?? start)!;
        process.BeginOutputReadLine();
        var service = new ServiceProcess(process, address, folder, temporary);
        try
        {
            await service.ReadyAsync();
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>A table as the body of a request.</summary>
    public static ByteArrayContent Csv(byte[] table) => new(table) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } };

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _temporary?.Delete(recursive: true);
    }

    private async Task ReadyAsync()
    {
        using var http = new HttpClient { BaseAddress = Address };
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var ready = await http.GetAsync("/healthz/ready");
                if (ready.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException) when (attempt < MostAttempts)
            {
                // Not yet.
            }

            await Task.Delay(100);
        }
    }
}
