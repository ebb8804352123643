using System.Net;
using System.Text.Json;
using SegmentationService.Api.Tests.Hosting;
using SegmentationService.Api.Tests.Storage;

namespace SegmentationService.Api.Tests.Attacks;

/// <summary>One idempotency key, sent by many at once to one process or to two on the same volume: it trains once, and later requests get that one answer.</summary>
public sealed class SameKeyTests : IDisposable
{
    private static readonly int Rounds = 3 * AttackScale.Factor;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Train_SameKeyAtOnce_TrainsOnce(int processes)
    {
        const int requests = 6;
        var services = new List<(ServiceProcess Process, HttpClient Client)>();
        for (var i = 0; i < processes; i++) services.Add(await ServiceProcess.ServeAsync(_folder.Path));
        for (var round = 0; round < Rounds; round++)
        {
            // By turns one body for all, and two, of which one wins; every third round as a job.
            var bodies = new[] { Tables.Shop(40, seed: round), Tables.Shop(40, seed: round + (round % 2 * 1_000)) };
            var isAsync = round % 3 == 2;
            var key = $"round-{round}";
            var answers = await Task.WhenAll(Enumerable.Range(0, requests).Select(i => TrainAsync(services[i % processes].Client, round, key, bodies[i / 2 % 2], isAsync)));

            Assert.All(answers, answer => Assert.Contains(answer.Status, isAsync ? [202, 409, 422] : new[] { 201, 409, 422 }));
            if (isAsync) Assert.Single(answers.Where(answer => answer.Status == 202).Select(answer => answer.Json.Text("id")).Distinct());

            // Whoever comes later, wherever, is answered with what the one training made; of two bodies one, and always the same.
            var later = new List<Answer>();
            foreach (var (body, client) in bodies.Distinct().SelectMany(body => services.Select(service => (body, service.Client)))) later.Add(await LaterAsync(client, round, key, body));
            Assert.Equal([1], later.Where(answer => answer.Status == 201).Select(answer => answer.Json.Int("version")).Distinct());
            Assert.Equal(processes, later.Count(answer => answer.Status == 201));
            Assert.All(later.Where(answer => answer.Status != 201), answer => answer.ExpectProblem(422, "idempotency-key-reused"));
            Assert.Equal(1, Assert.Single(await VersionsAsync(services[0].Client, round)));
        }

        foreach (var (process, client) in services)
        {
            client.Dispose();
            await process.KillAsync();
            process.Dispose();
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path, "*.tmp-*", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*.receiving", SearchOption.AllDirectories));
    }

    /// <summary>The process dies while it receives the body: nobody knows more of the request than that, so the key is free, here and after a restart.</summary>
    [Fact]
    public async Task Train_FirstDiesWhileItReceives_TheKeyIsFree()
    {
        var (other, otherClient) = await ServiceProcess.ServeAsync(_folder.Path);
        using (other)
        using (otherClient)
        {
            var (first, firstClient) = await ServiceProcess.ServeAsync(_folder.Path);
            using (first)
            using (firstClient)
            {
                using var body = new StuckContent("id,visits\na,1\n"u8.ToArray());
                var sending = SendAsync(firstClient, 0, "stuck", body, isAsync: true);
                await body.Begun;
                while (!Directory.EnumerateFiles(_folder.Path, "*.receiving", SearchOption.AllDirectories).Any()) await Task.Delay(10);
                (await TrainAsync(otherClient, 0, "stuck", Tables.Five, isAsync: false)).ExpectProblem(409, "idempotency-key-in-flight");
                await first.KillAsync();
                body.GiveUp();
                await Assert.ThrowsAnyAsync<HttpRequestException>(() => sending);
            }

            (await TrainAsync(otherClient, 0, "stuck", Tables.Five, isAsync: false)).Expect(201);
            (await TrainAsync(otherClient, 0, "stuck", Tables.Five, isAsync: false)).Expect(201);
            Assert.Equal(1, Assert.Single(await VersionsAsync(otherClient, 0)));
        }
    }

    /// <summary>A body that is refused before there is a job leaves no key.</summary>
    [Fact]
    public async Task Train_FirstIsRefused_LeavesNoKey()
    {
        var (process, client) = await ServiceProcess.ServeAsync(_folder.Path, "--Reading:MaxBodyBytes=2000");
        using (process)
        using (client)
        {
            (await TrainAsync(client, 0, "large", Tables.Shop(1_000), isAsync: false)).ExpectProblem(413, "body-too-large");
            Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder.Path, "jobs", "keys")));
            (await TrainAsync(client, 0, "large", Tables.Five, isAsync: false)).Expect(201);
        }
    }

    private static async Task<Answer> LaterAsync(HttpClient client, int round, string key, string body)
    {
        Answer answer;
        do answer = await TrainAsync(client, round, key, body, isAsync: false);
        while (answer.Status == 409);
        return answer;
    }

    private static async Task<Answer> TrainAsync(HttpClient client, int round, string key, string body, bool isAsync)
    {
        using var content = Body.Csv(body).ToContent();
        return await SendAsync(client, round, key, content, isAsync);
    }

    private static async Task<Answer> SendAsync(HttpClient client, int round, string key, HttpContent content, bool isAsync)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/train?clusters=2&restarts=1&model=m{round}") { Content = content };
        request.Headers.Add("Idempotency-Key", key);
        if (isAsync) request.Headers.Add("Prefer", "respond-async");
        return await Answer.OfAsync(await client.SendAsync(request));
    }

    private static async Task<int[]> VersionsAsync(HttpClient client, int round) =>
        [.. JsonDocument.Parse(await client.GetStringAsync($"/models/m{round}")).RootElement.Items("versions").Select(version => version.Int("version"))];

    /// <summary>A body that begins and does not end.</summary>
    private sealed class StuckContent : HttpContent
    {
        private readonly byte[] _beginning;
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _given = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public StuckContent(byte[] beginning)
        {
            _beginning = beginning;
            Headers.ContentType = new("text/csv");
        }

        public Task Begun => _begun.Task;

        public void GiveUp() => _given.SetException(new IOException("Nobody reads it any more."));

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(_beginning);
            await stream.FlushAsync();
            _begun.SetResult();
            await _given.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
