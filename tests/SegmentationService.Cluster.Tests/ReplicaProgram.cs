using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SegmentationService.Api.Hosting;
using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Cluster.Tests;

/// <summary>
/// The entry point of this assembly: a replica in a process of its own, made a member by the service's own code and settings. A line <c>fit P N</c> on its standard input has it ask for P parts and
/// cluster them N times; it writes what came out, and how long the longest answer took.
/// </summary>
internal static class ReplicaProgram
{
    public static async Task Main(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        builder.Logging.ClearProviders();
        builder.AddClustering();
        builder.Services.AddSingleton<IPartHolders, MadeParts>();
        using var host = builder.Build();
        await host.OpenMembershipAsync();
        await host.StartAsync();

        // One that is stopped, or that the others have given up, ends in order, and does not wait for lines.
        host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => _ = EndAsync(host));
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var numbers = line.Split(' ').Skip(1).Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray();
            var carrier = new TimedCarrier(host.Services.GetRequiredService<IPartCarrier>());
            var points = Clusterings.Asked(carrier, MadeParts.Of([.. Enumerable.Repeat(Clusterings.Points / numbers[0], numbers[0])]));
            for (var i = 0; i < numbers[1]; i++)
            {
                carrier.Longest = TimeSpan.Zero;
                var result = Clusterings.Fit(points);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{carrier.Longest.TotalSeconds:0.0} {result}"));
            }
        }

        await host.StopAsync();
    }

    private static async Task EndAsync(IHost host)
    {
        await Task.Run(() => host.StopAsync());
        Environment.Exit(Environment.ExitCode);
    }
}
