using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Pages.Tests;

/// <summary>The whole application on a folder and a port of its own.</summary>
internal sealed class Service : WebApplicationFactory<Program>
{
    private readonly TemporaryFolder _folder;
    private readonly (string Name, string Value)[] _settings;
    private bool _isFollowed;

    private Service(TemporaryFolder folder, (string Name, string Value)[] settings) => (_folder, _settings) = (folder, settings);

    /// <summary>Where a browser reaches it.</summary>
    public Uri Address => ClientOptions.BaseAddress;

    public static Service Start(params (string Name, string Value)[] settings) => Start(store: null, settings);

    /// <summary>Starts it on a copy of a store.</summary>
    /// <param name="store">The folder; null for an empty one.</param>
    /// <param name="settings">Its settings.</param>
    public static Service Start(string? store, (string Name, string Value)[] settings)
    {
        var folder = new TemporaryFolder();
        if (store is not null) folder.CopyFrom(store);
        return new Service(folder, settings).Started();
    }

    /// <summary>Ends it, and starts another one on its folder.</summary>
    public async Task<Service> RestartAsync()
    {
        _isFollowed = true;
        await DisposeAsync();
        return new Service(_folder, _settings).Started();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        // Not UseKestrel(0): that sets the port when the server may already have started.
        builder.UseUrls("http://127.0.0.1:0");
        builder.UseSetting("Storage:Path", _folder.Path);
        foreach (var (name, value) in _settings) builder.UseSetting(name, value);
        builder.ConfigureServices(services => services.RemoveAll<ILoggerProvider>());
    }

    private Service Started()
    {
        UseKestrel();
        StartServer();
        return this;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!_isFollowed) _folder.Dispose();
    }
}
