"""What a page is made of on Streamlit's side: state, controls, pictures, downloads, layout."""

from cnnviz import heap, owners, pauses, threads
from cnnviz.serving import departures
from cnnviz.serving.uploads import keep_off_the_disk

threads.one()  # for all sessions: theirs would only wait for each other
heap.few()
heap.keep_giving_back()
pauses.keep_short()
owners.keep_forgetting()
departures.keep_looking()
keep_off_the_disk()
