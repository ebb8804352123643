using System.Net.Sockets;
using System.Text;
using SegmentationService.Api.Tests.Hosting;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>Bodies of trainings that come so slowly that they hardly come: who has sent a whole table is trained all the same, and none of them lasts.</summary>
public sealed class SlowBodiesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("POST /train?clusters=2", "")]
    [InlineData("POST /train?dryRun=true", "")]
    [InlineData("POST /train?clusters=2", "Prefer: respond-async\r\n")]
    public async Task Train_WhileOthersSendNextToNothing_HasItsTurn(string call, string header)
    {
        using var folder = new TemporaryFolder();
        var (process, client) = await ServiceProcess.ServeAsync(folder.Path, "--Training:Queue=2");
        using (process)
        using (client)
        {
            var slow = new List<TcpClient>();
            try
            {
                // As many as take all room of a caller, and more, so that some are ended for those that follow.
                for (var i = 0; i < 70 * AttackScale.Factor; i++) slow.Add(await BeginAsync(client.BaseAddress!.Port, call, header));
                using var trained = await client.PostAsync("/train?clusters=2", Body.Csv(Tables.Five).ToContent()).WaitAsync(Patience);
                if ((int)trained.StatusCode == 429)
                {
                    // All of them are new: what is told is when to come again.
                    await Task.Delay(trained.Headers.RetryAfter!.Delta!.Value + TimeSpan.FromSeconds(1));
                    using var again = await client.PostAsync("/train?clusters=2", Body.Csv(Tables.Five).ToContent()).WaitAsync(Patience);
                    (await Answer.OfAsync(again)).Expect(201);
                }
                else (await Answer.OfAsync(trained)).Expect(201);
            }
            finally
            {
                slow.ForEach(connection => connection.Dispose());
            }
        }
    }

    [Fact]
    public async Task Train_BodyThatGoesOnForEver_IsEnded()
    {
        using var folder = new TemporaryFolder();
        var (process, client) = await ServiceProcess.ServeAsync(folder.Path, "--Limits:BodySeconds=2");
        using (process)
        using (client)
        {
            using var patience = new CancellationTokenSource(Patience);
            using var connection = await BeginAsync(client.BaseAddress!.Port, "POST /train?clusters=2", "");
            var stream = connection.GetStream();
            var sending = Task.Run(async () =>
            {
                // Fast enough for the least rate.
                for (var row = Encoding.ASCII.GetBytes("140\r\n" + string.Concat(Enumerable.Repeat("1,2\n", 80)) + "\r\n"); ; await Task.Delay(200, patience.Token)) await stream.WriteAsync(row, patience.Token);
            });
            var buffer = new byte[4096];
            var answer = new StringBuilder();
            while (!answer.ToString().Contains("Limits:BodySeconds", StringComparison.Ordinal) && await stream.ReadAsync(buffer, patience.Token) is var read and > 0) answer.Append(Encoding.UTF8.GetString(buffer, 0, read));

            Assert.StartsWith("HTTP/1.1 408", answer.ToString(), StringComparison.Ordinal);
            Assert.Contains("longer than 2 seconds", answer.ToString(), StringComparison.Ordinal);
            await patience.CancelAsync();
            await Assert.ThrowsAnyAsync<Exception>(() => sending);
        }
    }

    /// <summary>Sends the head of a request and the beginning of its body.</summary>
    private static async Task<TcpClient> BeginAsync(int port, string call, string header)
    {
        var connection = new TcpClient();
        await connection.ConnectAsync("127.0.0.1", port);
        await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{call} HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n{header}Transfer-Encoding: chunked\r\n\r\n4\r\na,b\n\r\n"));
        return connection;
    }
}
