using SegmentationService.Clients;

// dotnet Clients.dll ADDRESS: walks through the service with either client, and ends with 1 where one of them is told something else than it should be.
var address = new Uri(args[0]);
foreach (var (name, walk) in new (string, Func<Uri, Task>)[] { ("NSwag", NSwagWalk.RunAsync), ("Kiota", KiotaWalk.RunAsync) })
{
    try
    {
        await walk(address);
        Console.WriteLine($"{name}: table, training, job, prediction, batch, alias and problem are as they should be.");
    }
    catch (Exception e)
    {
        Console.Error.WriteLine($"{name}: {e}");
        return 1;
    }
}

return 0;
