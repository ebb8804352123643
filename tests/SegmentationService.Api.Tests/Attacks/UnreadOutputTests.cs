using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using SegmentationService.Api.Tests.Hosting;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>A log that nobody reads any more, as of a container whose log driver hangs: the service answers as ever, says later how much it left out, and ends when it is asked to.</summary>
public sealed class UnreadOutputTests
{
    /// <summary>As JSON more lines than the pipe, and what waits before it, hold.</summary>
    private static readonly int Requests = 10_000 * AttackScale.Factor;

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    public async Task Log_ThatNobodyReads_HoldsNeitherRequestsNorTheEnd(string format)
    {
        using var folder = new TemporaryFolder();
        var (running, client) = await ServiceProcess.ServeUnreadAsync(folder.Path, $"--Logging:Format={format}");
        using (running)
        using (client)
        {
            Assert.Equal(Requests, await AnswersAsync(client.BaseAddress!.Port));
            using (var trained = await client.PostAsync("/train?clusters=2", Body.Csv(Tables.Five).ToContent())) (await Answer.OfAsync(trained)).Expect(201);

            var (exitCode, duration) = await running.TerminateAsync();
            Assert.Equal(0, exitCode);
            Assert.True(duration < TimeSpan.FromSeconds(10), $"{duration}"); // after that a platform kills it
        }
    }

    [Fact]
    public async Task Log_ThatIsReadAgain_SaysHowManyLinesItLeftOut()
    {
        using var folder = new TemporaryFolder();
        var (running, client) = await ServiceProcess.ServeUnreadAsync(folder.Path, "--Logging:Format=json");
        using (running)
        using (client)
        {
            Assert.Equal(Requests, await AnswersAsync(client.BaseAddress!.Port));
            var (lines, dropped) = (0, 0);
            while (dropped == 0 && await running.ReadLineAsync() is { } line)
            {
                if (line.Contains("answered 404 in", StringComparison.Ordinal)) lines++;
                else if (Regex.Match(line, @"""RenderedMessage"":""(\d+) lines of the log were dropped here") is { Success: true } told) dropped = int.Parse(told.Groups[1].Value, CultureInfo.InvariantCulture);
            }

            Assert.Equal(Requests, lines + dropped); // each is there or counted
        }
    }

    /// <summary>Sends the requests on one connection, and reads their answers at the same time.</summary>
    private static async Task<int> AnswersAsync(int port)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var connection = new TcpClient();
        await connection.ConnectAsync("127.0.0.1", port, patience.Token);
        var stream = connection.GetStream();
        var sent = Task.Run(async () =>
        {
            for (var i = 1; i <= Requests; i++)
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /models/none HTTP/1.1\r\nHost: localhost\r\nConnection: {(i < Requests ? "keep-alive" : "close")}\r\n\r\n"), patience.Token);
        });
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var answers = 0;
        while (await reader.ReadLineAsync(patience.Token) is { } line)
            if (line.Contains("HTTP/1.1 404", StringComparison.Ordinal)) answers++;
        await sent;
        return answers;
    }
}
