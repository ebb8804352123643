using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SegmentationService.Core;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>Clients that send a batch and never read its answer: what they hold is counted, and they are sent away.</summary>
public sealed class UnreadAnswerTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Batch_AnswerThatNobodyReads_IsGivenUp()
    {
        await using var app = SegmentationApp.With(("urls", "http://127.0.0.1:0"), ("Limits:MinAnswerBytesPerSecond", "1000000"));
        app.UseKestrel();
        await app.TrainedAsync(Tables.Five, $"?clusters=2&{Tables.Plain}");
        var budget = app.Services.GetRequiredService<MemoryBudget>();
        var body = Encoding.ASCII.GetBytes("x\n" + string.Concat(Enumerable.Repeat("1\n", 200_000)));
        var address = app.ClientOptions.BaseAddress;
        TcpClient[] clients = [.. Enumerable.Range(0, 3).Select(_ => new TcpClient(address.Host, address.Port) { ReceiveBufferSize = 4096 })];
        try
        {
            foreach (var client in clients)
            {
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(string.Create(
                    CultureInfo.InvariantCulture, $"POST /predict/batch HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: text/csv\r\nContent-Length: {body.Length}\r\n\r\n")));
                await client.GetStream().WriteAsync(body);
            }

            // Answers of some 30 MB wait in files, and what they were made with is given back.
            await UntilAsync(() => budget.Files.Held > clients.Length * 20_000_000L && budget.Held <= clients.Length * (2L << 20));
            await UntilAsync(() => budget.Held == 0 && budget.Files.Held == 0);
            (await app.PredictAsync("""{"x": 1}""")).Expect(200);
        }
        finally
        {
            foreach (var client in clients) client.Dispose();
        }
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!holds()) await Task.Delay(20, patience.Token);
    }
}
