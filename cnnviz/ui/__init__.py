"""What a page is made of on Streamlit's side: state, controls, pictures, downloads, layout."""

from cnnviz import heap, pauses, threads

threads.one()  # for all sessions: theirs would only wait for each other
heap.few()
heap.keep_giving_back()
pauses.keep_short()
